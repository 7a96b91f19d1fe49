import { isMap, isPair, visit } from "yaml";
import { dropEncryption, openText, setSetting, settingOf, textOf } from "./settingsText";

export interface NewEnvironment {
  name: string;
  /** The stack to copy. */
  from: string;
  /** Undefined: `<name>.<domain of from>`. */
  domain: string | undefined;
}

/**
 * The settings file of a new environment: a copy with its own names, which uses the same image repositories.
 * Secrets are encrypted for one stack, so they are left out.
 */
export function newEnvironment(
  text: string,
  project: string,
  { name, from, domain }: NewEnvironment,
): { text: string; leftOut: string[] } {
  const settings = openText(text, project);
  dropEncryption(settings);
  const { document } = settings;
  const leftOut = removeSecrets(document);
  document.deleteIn(["config", `${project}:expiresAt`]);
  const oldDomain = String(settingOf(settings, "domain"));
  setSetting(settings, "domain", domain ?? `${name}.${oldDomain}`);
  setSetting(settings, "hostedZone", settingOf(settings, "hostedZone") ?? oldDomain);
  setSetting(settings, "imagesFrom", settingOf(settings, "imagesFrom") ?? from);
  return { text: textOf(settings), leftOut };
}

/** Removes config keys whose value is `secure: ...` and returns them. */
function removeSecrets(document: ReturnType<typeof openText>["document"]): string[] {
  const found: string[] = [];
  visit(document, {
    Pair(_, pair, path) {
      if (!isMap(pair.value) || !pair.value.has("secure")) return undefined;
      found.push(
        [...path.filter(isPair), pair]
          .map(({ key }) => String(key))
          .slice(1)
          .join("."),
      );
      return visit.REMOVE;
    },
  });
  return found;
}
