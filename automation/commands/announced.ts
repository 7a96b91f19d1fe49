import type { Announcer } from "../events/announcer";

/** Runs a command; it ends once every receiver was told how, or has had its time. */
export async function announced<T>(
  announcers: () => readonly Pick<Announcer, "ended">[],
  command: () => Promise<T>,
): Promise<T> {
  let failed: unknown;
  try {
    return await command();
  } catch (error) {
    failed = error;
    throw error;
  } finally {
    await Promise.all(announcers().map((one) => one.ended(failed)));
  }
}
