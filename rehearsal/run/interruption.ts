export class Interrupted extends Error {
  override name = "Interrupted";
}

/** Rejects with `Interrupted` at the first Ctrl-C or SIGTERM; later ones are ignored during clean-up. */
export function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => reject(new Interrupted(`stopped by ${signal}`)));
    }
  });
  interrupted.catch(() => undefined);
  return interrupted;
}
