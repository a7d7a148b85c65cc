"""The sound of the captcha, as a browser hears it."""

from __future__ import annotations

import base64
from itertools import pairwise
from random import Random

import pytest

from integrations.captcha_pictures import CaptchaArtist
from integrations.mp3 import OUT_RATE
from tests.browser.conftest import Windows

LEVELS = """async ([sound, rate]) => {
    const bytes = Uint8Array.from(atob(sound), (each) => each.charCodeAt(0));
    const heard = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.buffer);
    const samples = heard.getChannelData(0), step = heard.sampleRate / 20, levels = [];
    for (let at = 0; at + step < samples.length; at += step) {
        let sum = 0;
        for (let each = at; each < at + step; each++) sum += samples[each] ** 2;
        levels.push(Math.sqrt(sum / step));
    }
    return levels;
}"""


def loud_stretches(levels: list[float]) -> list[tuple[float, float]]:
    """Give beginning and end, in seconds, of what stands out; a level for each twentieth of a second."""
    threshold = max(levels) / 4
    loud = [place / 20 for place, level in enumerate(levels) if level > threshold]
    breaks = [(end, begin) for end, begin in pairwise(loud) if begin - end >= 0.5]
    return list(
        zip([loud[0], *(begin for _, begin in breaks)], [*(end for end, _ in breaks), loud[-1]], strict=True)
    )


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_browser_hears_six_digits_with_time_to_write_each_down(
    windows: Windows, language: str
) -> None:
    sound = await CaptchaArtist(Random(75)).audio("049176", language)
    async with windows() as page:
        encoded = base64.b64encode(sound.content).decode()
        levels = await page.page.evaluate(LEVELS, [encoded, OUT_RATE])
    assert abs(len(levels) / 20 - sound.seconds) < 1
    spoken = loud_stretches(levels)
    assert len(spoken) == 6
    assert all(begin - end > 0.8 for (_, end), (begin, _) in pairwise(spoken))
