from kelurahan.models.area import Area, AreaFormerName, within
from kelurahan.models.duty import DutyRun
from kelurahan.models.official import OfficialCount
from kelurahan.models.release import Figure, Release
from kelurahan.models.sealing import ReleaseFile, ReleaseSignature, WithheldCount

__all__ = [
    "Area", "AreaFormerName", "DutyRun", "Figure", "OfficialCount", "Release", "ReleaseFile",
    "ReleaseSignature", "WithheldCount", "within",
]  # fmt: skip
