import { type HookName, hookNames } from "../../config/hooks";
import type { Settings } from "../../config/schema";
import type { Step } from "./steps";

/** The step that each hook comes right after; null: it is the first. */
const after: Record<HookName, string | null> = {
  beforeStage: null,
  beforeSwitch: "4",
  afterSwitch: "5",
  afterRetire: "6",
};

/** The steps of a release with the hooks of the released services between them. */
export function withHooks(
  steps: readonly Step[],
  { services }: Settings,
  released: string[],
): Step[] {
  // Production is on the new version once workers have taken over.
  const handsOver = steps.some(({ step }) => step === "handover");
  const placeOf = (hook: HookName) =>
    hook === "afterSwitch" && handsOver ? "handover" : after[hook];
  const hooksAfter = (step: string | null) =>
    hookNames
      .filter((hook) => placeOf(hook) === step)
      .flatMap((hook) => released.flatMap((name) => hookStep(services, name, hook)));
  return [...hooksAfter(null), ...steps.flatMap((one) => [one, ...hooksAfter(one.step)])];
}

function hookStep(services: Settings["services"], name: string, hook: HookName): Step[] {
  const settings = services[name]?.hooks[hook];
  return settings
    ? [{ step: hook, name: `run ${hook} of ${name}: ${settings.command.join(" ")}` }]
    : [];
}
