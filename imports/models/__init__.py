from imports.models.change import AppliedChange
from imports.models.job import ImportJob, Phase, State
from imports.models.problem import RowProblem

__all__ = ["AppliedChange", "ImportJob", "Phase", "RowProblem", "State"]
