import { ecrLocation } from "./ecr";
import type { ApiSettings, ServiceSettings, Settings } from "./schema";
import type { ReleaseState } from "../release/state";
import { parseReference } from "./secretReference";

/**
 * What services name that the environment does not make itself: their secrets, where images come from, and what
 * runs on the machine that deploys.
 */
export interface Outside {
  /** As in the settings, of `secrets` and `repositorySecretArn`. */
  secrets: string[];
  keys: string[];
  /** Without tag. */
  registries: string[];
  /** Commands with the variables that they are passed, as JSON. */
  tests: string[];
}

type Named = Pick<
  ServiceSettings,
  "secrets" | "secretsKmsKeyArn" | "repository" | "repositorySecretArn"
> & { test?: ApiSettings["test"] };
type Services = Record<string, Named>;

export function outsideOf(services: Services): Outside {
  return outsideOfAll(Object.values(services));
}

function outsideOfAll(all: readonly Named[]): Outside {
  const given = (values: (string | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined))].sort();
  return {
    secrets: given(
      all.flatMap(({ secrets, repositorySecretArn }) => [
        ...Object.values(secrets),
        repositorySecretArn,
      ]),
    ),
    keys: given(all.map(({ secretsKmsKeyArn }) => secretsKmsKeyArn)),
    registries: given(all.map(({ repository }) => repository)),
    tests: given(
      all.map(({ test }) => test && JSON.stringify([test.command, [...test.passVariables].sort()])),
    ),
  };
}

/**
 * What a preview names although the environment that it is built on does not: settings that anybody may propose
 * must not reach the secrets of another environment, or run an image from anywhere, or a command beside the
 * deployer's credentials.
 */
export function notAllowed({ services }: Pick<Settings, "services">, allowed: Outside): string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const { secrets, keys, registries, tests } = outsideOf({ [name]: service });
    const problem = (key: string, found: string[], known: string[], what: string) =>
      found.some((one) => !known.includes(one)) ? [`\`services.${name}.${key}\` ${what}`] : [];
    return [
      ...problem("secrets", secrets, allowed.secrets, "names a secret that no service uses"),
      ...problem("secretsKmsKeyArn", keys, allowed.keys, "is a key that no service uses"),
      ...problem(
        "repository",
        registries,
        allowed.registries,
        "is a repository that no service uses",
      ),
      ...problem("test", tests, allowed.tests, "has a command or variables that no service has"),
    ];
  });
}

/** As ARNs without key or version, for policies; `parameter` makes one of a parameter's name. */
export function outsideArns(services: readonly Named[], parameter: (name: string) => string) {
  const { secrets, keys, registries } = outsideOfAll(services);
  const arns = secrets.map((text) => {
    const parsed = parseReference(text);
    if (!parsed) return text;
    return "arn" in parsed ? parsed.arn : parameter(parsed.name);
  });
  const repositories = registries.flatMap((uri) => ecrLocation(uri)?.arn ?? []);
  return { secrets: [...new Set(arns)].sort(), keys, repositories };
}

/**
 * The same of the definitions that a release keeps: those of its fleets, and those that served before. Whoever may
 * deploy can write them, so what could stand for more than one resource, or lies below another stack's prefix, is left out.
 * A name without such a prefix is kept.
 */
export function keptBy(
  release: ReleaseState | undefined,
  { project, stack, images }: { project: string; stack: string; images: readonly string[] },
): Named[] {
  const definitions = Object.values(release?.services ?? {}).flatMap(({ fleets, previous }) => [
    ...Object.values(fleets),
    ...(previous ? [previous] : []),
  ]);
  const isOf = (text: unknown, stacks: readonly string[]): text is string => {
    if (typeof text !== "string" || /[*?$]/.test(text)) return false;
    // Names of repositories are in lower case.
    const [, owner] = text
      .toLowerCase()
      .split(new RegExp(`[:/]${project.toLowerCase().replaceAll(".", "[.]")}/`));
    return owner === undefined || stacks.some((one) => one.toLowerCase() === owner.split("/")[0]);
  };
  const isReference = (text: unknown) => isOf(text, [stack]) && parseReference(text) !== undefined;
  return definitions.flatMap(({ image, settings }) => {
    if (image === null) return [];
    const kept = (settings ?? {}) as Partial<Named>;
    const { secrets, secretsKmsKeyArn: key, repositorySecretArn: login } = kept;
    const repository = image.split("@")[0];
    const readable = Object.entries(secrets ?? {}).filter(([, text]) => isReference(text));
    return [
      {
        secrets: Object.fromEntries(readable),
        ...(isReference(login) && { repositorySecretArn: login }),
        ...(isOf(key, [stack]) && key.startsWith("arn:") && { secretsKmsKeyArn: key }),
        ...(isOf(repository, images) && { repository }),
      },
    ];
  });
}
