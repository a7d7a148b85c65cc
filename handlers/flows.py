"""``python -m handlers.flows`` prints docs/flows.md, so that the drawings follow the tables."""

import sys

from handlers.routing import TABLES
from ui.drawing import draw

if __name__ == "__main__":
    sys.stdout.write(draw(TABLES))
