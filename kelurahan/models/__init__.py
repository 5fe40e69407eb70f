from kelurahan.models.area import Area, AreaFormerName, within
from kelurahan.models.release import Figure, Release

__all__ = ["Area", "AreaFormerName", "Figure", "Release", "within"]
