"""Tests of handtrack; `docs/architecture.md` says where each kind lies."""
