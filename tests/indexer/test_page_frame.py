import numpy as np
import pytest

from indexer.page_frame import Frame


@pytest.mark.parametrize("turns", range(4))
def test_four_turns_of_a_frame_keep_the_size_of_boxes(turns: int) -> None:
    frame = Frame(10, 20, 610, 820, turns)
    boxes = np.array([[110, 120, 210, 140]], np.float32)
    left, bottom, right, top = frame.as_seen(boxes)[0].tolist()
    wide, high = (20, 100) if turns % 2 else (100, 20)
    assert (right - left, top - bottom) == (wide, high)
    assert 0 <= left < right <= frame.size[0]
    assert 0 <= bottom < top <= frame.size[1]
