/** Who holds the handheld, in memory only, and how often that has ended. */
import { signal } from '@preact/signals';

/** The first name of the colleague; null until they have said it. */
export const me = signal<string | null>(null);

/** Counts how often the hub has ended the session of this device, or somebody signed out here. */
export const signedOutTimes = signal(0);
