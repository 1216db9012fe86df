"""A layer of the map as the page sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.view import View


@dataclass(frozen=True)
class Fixed:
    """What never changes while a map is mounted.

    `bases` are sites with `site_id`, `name`, `latitude` and `longitude` (WGS 84 degrees), `base_map` holds the base
    map's `region` and `world`, each as its content or its address.
    """

    bases: pd.DataFrame
    base_map: Mapping[str, object]


@dataclass(frozen=True)
class Shown:
    """What a view shows on the map: its groups (`geo.clustering.groups`) and their events (`members`).

    `options` counts the events of each value of a facet under the other filters; empty where the legend has no counts.
    """

    view: View
    groups: pd.DataFrame
    events: pd.DataFrame
    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def nothing(_: object) -> None:
    """Return None: the data of a layer that draws from the data of other layers."""


@dataclass(frozen=True)
class Layer:
    """A layer: the data that its script gets when the map is mounted, those for each view, and its legend.

    `legend` holds keys of `components.symbology.LEGEND_WORDS`, in their order on the legend.
    """

    name: str
    settings: Callable[[Fixed], object] = nothing
    payload: Callable[[Shown], object] = nothing
    legend: tuple[str, ...] = ()
