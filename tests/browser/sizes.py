"""Windows in CSS pixels, as wide and as high as what people hold in their hands or have on their desks."""

PHONE, DESK = (360, 740), (1280, 800)
BOTH = {"phone": PHONE, "desk": DESK}
