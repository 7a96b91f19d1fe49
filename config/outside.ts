import { ecrLocation, isRepositoryArn } from "./ecr";
import { loginsOf, secretsOf } from "./definition";
import type { ApiSettings, ServiceSettings, Settings } from "./schema";
import type { ReleaseState } from "../release/state";
import { splitImage } from "./imageRepository";
import { sidecarImages } from "./sidecarImage";
import { isKmsKeyArn, parseReference } from "./secretReference";

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
  | "secrets"
  | "secretsKmsKeyArn"
  | "repository"
  | "repositorySecretArn"
  | "roleArn"
  | "sidecars"
  | "logs"
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
      all.flatMap(({ secrets, sidecars, logs, repositorySecretArn }) => [
        ...secretsOf({ secrets, sidecars, ...(logs && { logs }) }),
        ...loginsOf({ sidecars, repositorySecretArn }),
      ]),
    ),
    keys: given(all.map(({ secretsKmsKeyArn }) => secretsKmsKeyArn)),
    registries: given(
      all.flatMap(({ repository, sidecars }) => [
        repository,
        ...Object.values(sidecars).map(({ image }) => splitImage(image).repository),
      ]),
    ),
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
    const { secrets, keys, registries, tests } = outsideOf({
      [name]: { ...service, sidecars: {}, logs: undefined },
    });
    const beside = outsideOf({
      [name]: { secrets: {}, sidecars: service.sidecars },
    });
    const routed = Object.values(service.logs?.secretOptions ?? {});
    const problem = (key: string, found: string[], known: string[], what: string) =>
      found.some((one) => !known.includes(one)) ? [`\`services.${name}.${key}\` ${what}`] : [];
    return [
      ...problem("secrets", secrets, allowed.secrets, "names a secret that no service uses"),
      ...problem("sidecars", beside.secrets, allowed.secrets, "name a secret that no service uses"),
      ...problem("logs", routed, allowed.secrets, "name a secret that no service uses"),
      ...problem(
        "sidecars",
        beside.registries,
        allowed.registries,
        "have an image of a repository that no service uses",
      ),
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
  const arns = secrets.map(asArn(parameter));
  const repositories = registries.flatMap((uri) => ecrLocation(uri)?.arn ?? []);
  const roles = [...new Set(services.flatMap(({ roleArn }) => roleArn ?? []))].sort();
  return { secrets: [...new Set(arns)].sort(), keys, repositories, roles };
}

/** Of a reference to a secret; other text stays as it is. */
function asArn(parameter: (name: string) => string) {
  return (text: string): string => {
    const parsed = parseReference(text);
    if (!parsed) return text;
    return "arn" in parsed ? parsed.arn : parameter(parsed.name);
  };
}

/**
 * The ARNs of the same in the definitions that a release keeps: those of its fleets, and those that served before.
 * Whoever may deploy can write these, so nothing is granted because of them. What is no name of a single secret, key
 * or repository is left out: no task could use it.
 */
export function keptArns(
  release: ReleaseState | undefined,
  parameter: (name: string) => string,
): string[] {
  const definitions = Object.values(release?.services ?? {}).flatMap(({ fleets, previous }) => [
    ...Object.values(fleets),
    ...(previous ? [previous] : []),
  ]);
  const texts = definitions.flatMap(({ image, settings }): unknown[] => {
    if (image === null) return [];
    const { secrets, sidecars, logs, secretsKmsKeyArn, repositorySecretArn } = settings ?? {};
    const images = [image, ...sidecarImages(settings)];
    const beside = Object.values((sidecars ?? {}) as Record<string, Recorded | null>);
    const routed = (logs as { secretOptions?: object } | null | undefined)?.secretOptions;
    const references = [secrets, routed, ...beside.map((one) => one?.secrets)];
    return [
      ...references.flatMap((of): unknown[] => Object.values(of ?? {})),
      secretsKmsKeyArn,
      ...[{ repositorySecretArn }, ...beside].map((one) => one?.repositorySecretArn),
      ...images.map((one) => ecrLocation(one.split("@")[0]!)?.arn),
    ];
  });
  const arns = texts.filter((text) => typeof text === "string").map(asArn(parameter));
  return [...new Set(arns)].filter(isOutsideArn).sort();
}

/** A sidecar as far as it names what is outside: whoever may deploy can write a state, so nothing is sure about it. */
interface Recorded {
  secrets?: object;
  repositorySecretArn?: unknown;
}

/** Whether the text is the ARN of a secret, a KMS key or an ECR repository, without wildcards. */
export function isOutsideArn(text: string): boolean {
  const reference = parseReference(text);
  if (reference) return "arn" in reference && reference.arn === text;
  return isKmsKeyArn(text) || isRepositoryArn(text);
}
