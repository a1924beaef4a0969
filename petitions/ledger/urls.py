"""What anybody needs to keep watch over a ledger: c2sp.org/tlog-tiles, without the entries."""

from django.urls import path, register_converter

from petitions.ledger import tiles, views


class TileNumber:
    regex = "(?:x[0-9]{3}/){0,5}[0-9]{3}"

    def to_python(self, value: str) -> int:
        return tiles.read(value)

    def to_url(self, value: int) -> str:
        return tiles.written(value)


register_converter(TileNumber, "tile_number")

urlpatterns = [
    path("<slug:slug>/key", views.key, name="ledger-key"),
    path("<slug:slug>/keys", views.all_keys, name="ledger-keys"),
    path("<slug:slug>/checkpoint", views.newest_checkpoint, name="ledger-checkpoint"),
    path("<slug:slug>/checkpoint/<int:size>", views.checkpoint, name="ledger-checkpoint-at"),
    path(
        "<slug:slug>/checkpoint/<int:size>/timestamp",
        views.checkpoint_timestamp,
        name="ledger-timestamp",
    ),
    path("<slug:slug>/stamped", views.stamped_checkpoint, name="ledger-stamped"),
    path("<slug:slug>/tile/<int:level>/<tile_number:number>", views.tile, name="ledger-tile"),
    path(
        "<slug:slug>/tile/<int:level>/<tile_number:number>.p/<int:width>",
        views.tile,
        name="ledger-begun",
    ),
]
