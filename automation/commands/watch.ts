import { DeployError, exitCodes, Stopped } from "../world/errors";
import type { Clock } from "../world/ports";
import type { CommandResult } from "./result";

/** Where something that changes is shown. */
export interface Screen {
  /** Takes the place of what was shown before; where that can't be, it is printed below if it differs. */
  show: (text: string) => void;
  /** One document a line. */
  print: (json: object) => void;
}

const everyMs = 3000;

/**
 * Looks again and again until Ctrl-C. A look that fails is shown as well, since the next one may succeed; the first
 * one has to.
 */
export async function watched(
  look: () => Promise<CommandResult>,
  { clock, screen, asJson }: { clock: Pick<Clock, "sleep">; screen: Screen; asJson: boolean },
): Promise<CommandResult> {
  const tell = ({ text, json }: Pick<CommandResult, "text" | "json">) =>
    asJson ? screen.print(json) : screen.show(text);
  try {
    for (let looks = 0; ; looks++) {
      tell(await look().catch((error: unknown) => failed(error, looks)));
      await clock.sleep(everyMs);
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { json: {}, text: "", exitCode: exitCodes.done, printed: true };
  }
}

function failed(error: unknown, looks: number): Pick<CommandResult, "text" | "json"> {
  if (looks === 0 || error instanceof Stopped || !(error instanceof DeployError)) throw error;
  const { found, reasons, next } = error;
  const text = [found, ...reasons.map((reason) => `  - ${reason}`), `next: ${next}`].join("\n");
  return { text, json: { ok: false, error: found, reasons, next } };
}
