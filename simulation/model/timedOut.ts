/** What an adapter throws when the world does not answer. */
export class TimedOut extends Error {}
