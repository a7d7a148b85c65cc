"""Lets aiogram build each of its models when the model is first used, because most are never used.

aiogram declares its 400 types with pydantic's ``defer_build``, but the end of its import builds all of them,
each with every type that it refers to: that takes three quarters of a start, and 100 MB. Here the end of the
import only resolves the annotations, which is all that pydantic needs to build a model later
(docs/decisions/0008-models-on-first-use.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic._internal._config import ConfigWrapper
from pydantic._internal._fields import rebuild_model_fields
from pydantic._internal._namespace_utils import NsResolver


def import_aiogram() -> None:
    """Import aiogram without building its models; does nothing if it was imported before."""
    with _annotations_only():
        import_module("aiogram")


@contextmanager
def _annotations_only() -> Iterator[None]:
    build = BaseModel.__dict__["model_rebuild"]

    def understand(cls: type[BaseModel], *, _types_namespace: Mapping[str, Any]) -> None:
        if not cls.__pydantic_fields_complete__:
            cls.__pydantic_fields__, cls.__pydantic_extra_info__ = rebuild_model_fields(
                cls,
                config_wrapper=ConfigWrapper(cls.model_config, check=False),
                ns_resolver=NsResolver(parent_namespace=_types_namespace),
                typevars_map={},
            )

    BaseModel.model_rebuild = classmethod(understand)  # type: ignore[assignment,method-assign]
    BaseModel.model_config = ConfigDict(defer_build=True)  # requests are not declared with it
    try:
        yield
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]
        BaseModel.model_config = ConfigDict()
