/**
 * Runs an operation of the engine without source maps. The SDK notes a stack trace with each promise of the
 * program; looking each up in the maps of the sources took a fifth of the processor time of a release.
 * Traces that are read later, such as that of a bug as it is printed, have the maps again.
 */
export async function plainStackTraces<T>(operation: () => Promise<T>): Promise<T> {
  process.setSourceMapsEnabled(false);
  try {
    return await operation();
  } finally {
    process.setSourceMapsEnabled(true);
  }
}
