import type { ReleaseState } from "../../release/state";
import { credentialsIn, optionCredentials } from "./credentialNames";
import { withoutKnown } from "./redact";

/** Stands for a value that is not shown. */
export const hiddenValue = "***";

/** People put secrets where references or plain values belong. */
const hidden = ["environment", "secrets"];

/** A part of a definition without the values of variables, those of sidecars and of logs too. `at`: its key, such as `sidecars.agent`. */
export function withoutVariables(value: unknown, at: readonly string[] = []): unknown {
  if (value === undefined || value === null) return value;
  const isHidden = holdsVariables(at);
  if (typeof value !== "object" || Array.isArray(value)) return isHidden ? hiddenValue : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      isHidden ? hiddenValue : withoutVariables(one, [...at, key]),
    ]),
  );
}

function holdsVariables([key = "", below = "", ofSidecar = ""]: readonly string[]): boolean {
  if (key === "logs") return below !== "";
  return hidden.includes(key) || (key === "sidecars" && hidden.includes(ofSidecar));
}

/** What a definition, or the settings of a service, have as values of variables that usually hold credentials. */
export function credentialsOf(definition: Readonly<Record<string, unknown>> | undefined): string[] {
  const sidecars = Object.values((definition?.["sidecars"] ?? {}) as Record<string, Variables>);
  const all = [definition as Variables | undefined, ...sidecars];
  const logs = definition?.["logs"] as { options?: Record<string, unknown> } | undefined;
  return [
    ...all.flatMap((one) => credentialsIn(one?.environment ?? {})),
    ...optionCredentials(logs?.options ?? {}),
  ];
}

/** The same of all definitions that a state has. */
export function credentialsInState({ services }: ReleaseState): string[] {
  return Object.values(services).flatMap(({ fleets, previous }) =>
    [fleets.blue, fleets.green, previous].flatMap((one) => credentialsOf(one?.settings)),
  );
}

/** The state as commands print it. */
export function printedState(release: ReleaseState): ReleaseState {
  return withoutKnown(release, credentialsInState(release));
}

interface Variables {
  environment?: Record<string, unknown>;
}
