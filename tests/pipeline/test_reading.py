"""A run that reads the pages of its picks, from a real server on loopback."""

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import answering
from staging import ROOT

from brief.errors import BriefError
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, replay, resume
from brief.provenance.document_origins import page_origin
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.loaded import LoadedRun
from brief.runs.pages import PAGES, kept_page
from brief.runs.store import find_run
from brief.settings.project import find_project
from schemas.run import RunRecord
