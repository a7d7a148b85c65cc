"""Sound as MP3, because Telegram documents that format (and M4A) for what it plays as audio, and no other."""

import lameenc

OUT_RATE = 16_000
"""Samples a second: of the rates of MPEG 2, which every player knows, the least that speech needs."""
BIT_RATE = 32
"""Kilobits a second, the same in every frame, so that a player tells the length from the size."""
QUALITY = 5
"""2 is the best and slowest, 7 the fastest."""
PIECE = 4096
"""Bytes that are encoded at a time, because the interpreter may stand still meanwhile."""
_SIGNED = bytes(sample ^ 0x80 for sample in range(256))


def to_mp3(samples: bytes, rate: int) -> bytes:
    """Encode the sound of one channel: ``rate`` samples a second, at least one, an unsigned byte each."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(OUT_RATE)
    encoder.set_bit_rate(BIT_RATE)
    encoder.set_quality(QUALITY)
    wide = bytearray(2 * len(samples))  # 16 bits, of which the recordings have the upper eight
    wide[1::2] = samples.translate(_SIGNED)
    pieces = (bytes(wide[at : at + PIECE]) for at in range(0, len(wide), PIECE))
    return b"".join(bytes(encoder.encode(piece)) for piece in pieces) + bytes(encoder.flush())
