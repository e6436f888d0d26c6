/* The microphone's own thread: whatever rate the machine has becomes 16 kHz, 20 ms at a time. */
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / 16000;
    this.at = 0;
    this.sum = 0;
    this.count = 0;
    this.out = new Int16Array(320);
    this.used = 0;
  }

  /* Each sample is the mean of those it stands for, which also takes off what 16 kHz cannot hold. */
  process([input]) {
    for (const sample of (input && input[0]) || []) {
      this.sum += sample;
      this.count += 1;
      this.at += 1;
      if (this.at >= this.step) {
        this.at -= this.step;
        this.put(this.sum / this.count);
        this.sum = this.count = 0;
      }
    }
    return true;
  }

  put(sample) {
    this.out[this.used++] = Math.max(-1, Math.min(1, sample)) * 32767;
    if (this.used < this.out.length) return;
    this.port.postMessage(this.out, [this.out.buffer]);
    this.out = new Int16Array(320);
    this.used = 0;
  }
}

registerProcessor("steward-microphone", Microphone);
