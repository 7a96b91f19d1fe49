import { type Effect, environmentEffects, serviceEffects } from "../../config/effects";

const words: Record<Effect, string> = {
  release: "with the service's next release; its fleets keep what they were released with",
  once: "at once: with the next `up`, or in the next command",
  never: "not while it serves: AWS can only replace what it names",
};

/** `docs/settings.md`: when a change of each setting takes effect. */
export function settingsPage(): string {
  const rows = (effects: Readonly<Record<string, Effect>>) =>
    Object.entries(effects)
      .filter(([key]) => key !== "services")
      .map(([key, effect]) => `| \`${key}\` | ${words[effect]} |`);
  return [
    "# When a change of a setting takes effect",
    "",
    "Written by `npm run docs` from `config/effects.ts`. What each setting means, with its units, stands in",
    "`config/schema.ts` and `config/serviceSchema.ts`. `status` lists what waits for a release.",
    "",
    "While something serves, `up`, `deploy` and `plan` refuse what is named here as impossible, and `verify`",
    "reports it, before anything changes; a plain `pulumi up` refuses it too. The message says what to do",
    "instead.",
    "",
    "## Of a service",
    "",
    "`compute.type` can't change while the service serves; the rest of `compute` comes with a release. A name",
    "in `host` or `hosts` is added at once, and taken away by `host remove`. It may be in another public hosted",
    "zone of the account.",
    "",
    "| setting | takes effect |",
    "| --- | --- |",
    ...rows(serviceEffects),
    "",
    "## Of an environment",
    "",
    "| setting | takes effect |",
    "| --- | --- |",
    ...rows(environmentEffects),
    "",
  ].join("\n");
}
