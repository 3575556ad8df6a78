/** How a handheld makes itself heard and felt: two short tones made by the browser, and a vibration where there is one. */

// A question rather than an alarm: customers stand beside it.
const TONES_HZ = [659, 880];
const TONE_SECONDS = 0.16;
const LOUDNESS = 0.25;
const VIBRATION_MS = [120, 80, 120];

let audio: AudioContext | null = null;

export const canVibrate = typeof navigator.vibrate === 'function';

/** Browsers let a page sound only once somebody has touched it. */
export function allowSoundWhenTouched(): void {
  const allow = () => {
    audio ??= typeof AudioContext === 'function' ? new AudioContext() : null;
    // A browser suspends it while the page sleeps.
    if (audio?.state === 'suspended') void audio.resume().catch(() => undefined);
  };
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, allow, { passive: true, capture: true });
}

/** Returns whether it could be heard. */
export function chime(): boolean {
  if (audio?.state !== 'running') return false;
  const begin = audio.currentTime;
  TONES_HZ.forEach((hertz, place) => tone(audio as AudioContext, hertz, begin + place * TONE_SECONDS));
  return true;
}

export function vibrate(): boolean {
  return canVibrate && navigator.vibrate(VIBRATION_MS);
}

function tone(context: AudioContext, hertz: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  // Without the slopes a loudspeaker clicks.
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  gain.gain.linearRampToValueAtTime(0, at + TONE_SECONDS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + TONE_SECONDS);
}
