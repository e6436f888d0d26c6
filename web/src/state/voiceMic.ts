/** The microphone as a stream of 16 kHz PCM, without the echo of what this page plays. */

export type Pcm = Int16Array<ArrayBuffer>;

export interface Mic {
  close(): void;
}

export const cannotStream = (): boolean => typeof AudioWorkletNode === "undefined" || typeof WebSocket === "undefined";

export async function openMic(onSound: (pcm: Pcm) => void): Promise<Mic> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  });
  const context = new AudioContext();
  const close = () => {
    stream.getTracks().forEach((track) => track.stop());
    void context.close().catch(() => undefined);
  };
  try {
    await context.audioWorklet.addModule(new URL("./voiceWorklet.js", import.meta.url));
    const node = new AudioWorkletNode(context, "steward-microphone", { numberOfOutputs: 0 });
    node.port.onmessage = (event) => onSound(event.data as Pcm);
    context.createMediaStreamSource(stream).connect(node);
    await context.resume();
  } catch (problem) {
    close();
    throw problem;
  }
  return { close };
}

/** 0 to 1, for the meter. Speech lies between about -50 and -10 dB. */
export function loudness(pcm: Pcm): number {
  const power = pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length / 32767 ** 2;
  return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 50) / 40));
}

/** What was recorded, as a file: for when the line could not be had. */
export function wav(parts: Pcm[]): Blob {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) => [...word].forEach((sign, i) => head.setUint8(at + i, sign.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + size, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, 16000, true);
  head.setUint32(28, 32000, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, size, true);
  return new Blob([head.buffer, ...parts], { type: "audio/wav" });
}
