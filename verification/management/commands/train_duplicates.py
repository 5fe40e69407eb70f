"""`manage.py train_duplicates`: learn the model of duplicates from this register."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from verification.actions.models_of_duplicates import activate_model
from verification.duplicates.engines import training_run
from verification.duplicates.engines.base import ENGINES, MissingPackagesError
from verification.duplicates.engines.training_run import Trained
from verification.models import DuplicateModel

FEWEST_PAIRS = 10_000


class Command(BaseCommand):
    help = (
        "Learn the weights of duplicates from this register with Splink and keep them as a new "
        "version. Searches use it once it is activated; the portal's own is usually better."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the command line."""
        parser.add_argument("--engine", choices=ENGINES, default="duckdb")
        parser.add_argument(
            "--master", default="", metavar="URL", help="address of a Spark cluster (local[2])"
        )
        parser.add_argument(
            "--folder",
            type=Path,
            help="where an engine's files are kept while it works; all of a cluster must see it",
        )
        parser.add_argument(
            "--pairs",
            type=float,
            default=3e6,
            help="random pairs that chance agreement is learnt from",
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--activate", action="store_true", help="use it from the next search on"
        )
        parser.add_argument("--as", dest="username", metavar="USERNAME",
                            help="who activates it")  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Train, tell, and activate when asked to."""
        if options["pairs"] < FEWEST_PAIRS:
            raise CommandError(f"--pairs: use at least {FEWEST_PAIRS}")
        by = _user(options["username"]) if options["activate"] else None
        try:
            trained = training_run.train(
                options["engine"], master=options["master"], folder=options["folder"],
                max_pairs=options["pairs"], seed=options["seed"], tell=self.stdout.write,
            )  # fmt: skip
        except MissingPackagesError as error:
            raise CommandError(str(error)) from None
        self._tell(trained)
        if by is not None:
            self._activate(trained.model, by)

    def _tell(self, trained: Trained) -> None:
        model, facts = trained.model, trained.model.trained_on
        self.stdout.write(
            f"{model}: from {facts['people']} people in {facts['seconds']} s; threshold"
            f" {model.content['threshold']:.6f}, where {facts['agrees_with_shipped']:.1%} of its"
            " pairs agree with the shipped model's"
        )
        self.stdout.write(f"{facts['unseen']} levels were not seen and take the shipped weights:")
        for each in trained.unseen:
            self.stdout.write(f"  {each}")

        for rule in trained.skipped:
            self.stdout.write(f"too few pairs to learn from {rule}")

    def _activate(self, model: DuplicateModel, by: User) -> None:
        try:
            activate_model(model=model, by=by)
        except PermissionDenied:
            raise CommandError(f"{by.username} may not activate models") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{model} is in use from the next search on")


def _user(username: str | None) -> User:
    user = User.objects.filter(username=username or "").first()
    if user is None:
        raise CommandError("--activate needs --as USERNAME of somebody who may do it")
    return user
