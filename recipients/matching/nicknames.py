"""Short and pet names of West Java: which written words stand for one name.

Most Indonesian nicknames are the head or tail of the name (Suherman: Herman, Eman; Nurhayati:
Yati) and need no table. Only what no such rule explains stands here. Words are as folded by
recipients.names.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Nickname:
    """Words that stand for one name, and why no rule finds them."""

    name: str
    written: str
    reason: str


NICKNAMES = (
    Nickname("asep", "cecep acep encep", "Sundanese pet forms, first sound doubled"),
    Nickname("ujang", "jajang jang ujo", "Sundanese address for a boy, its tail doubled"),
    Nickname("dadang", "dang ddng", "Sundanese, its tail"),
    Nickname("dedi", "dede dedeh deden", "Sundanese pet form"),
    Nickname("agus", "gus aguy", "Javanese, its tail"),
    Nickname("iwan", "wawan", "tail of Setiawan, Kurniawan, first sound doubled"),
    Nickname("yayat", "hidayat dayat", "tail doubled"),
    Nickname("yanto", "yayan", "tail doubled"),
    Nickname("yadi", "mulyadi supriyadi", "tail"),
    Nickname("nunung", "nurhayati nur", "first sound doubled"),
    Nickname("aminah", "mimin imin", "tail doubled"),
    Nickname("rohmat", "omat mamat", "tail doubled"),
    Nickname("ahmad", "amat mamad", "tail"),
    Nickname("kartini", "titin", "tail doubled"),
)
