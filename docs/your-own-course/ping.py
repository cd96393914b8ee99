import os, time

text = os.environ.get("LESSON_SECOND", "1000ms")
print("ping")
time.sleep(float(text.removesuffix("ms")) / 1000)
print("pong")
