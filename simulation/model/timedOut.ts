/** What an adapter throws if a call gets no answer. */
export class TimedOut extends Error {}
