from imports.models.change import AppliedChange
from imports.models.job import DUE, ImportJob, Phase, State
from imports.models.problem import RowProblem

__all__ = ["DUE", "AppliedChange", "ImportJob", "Phase", "RowProblem", "State"]
