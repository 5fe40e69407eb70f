from kelurahan.models.area import Area, AreaFormerName, within
from kelurahan.models.boundary import AreaBoundary
from kelurahan.models.duty import DutyRun
from kelurahan.models.kept import ChangedArea, KeptFigures
from kelurahan.models.office import AreaOffice
from kelurahan.models.official import OfficialCount
from kelurahan.models.release import Figure, Release
from kelurahan.models.sealing import ReleaseFile, ReleaseSignature, WithheldCount

__all__ = [
    "Area", "AreaBoundary", "AreaFormerName", "AreaOffice", "ChangedArea", "DutyRun", "Figure",
    "KeptFigures", "OfficialCount", "Release", "ReleaseFile", "ReleaseSignature", "WithheldCount",
    "within",
]  # fmt: skip
