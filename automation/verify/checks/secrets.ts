import { secretParts } from "../../../config/secretReference";
import type { SecretView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok, unknown } from "../finding";

/** Whether tasks of the next release find what their variables are read from: without it none starts. */
export const secrets: Check = {
  name: "secrets",
  fast: true,
  async look({ inspector, services, stack }) {
    const wanted = services.flatMap((service) => {
      const settings = stack.settings.services[service];
      return [
        ...Object.entries(settings?.secrets ?? {}),
        ...Object.entries(settings?.sidecars ?? {}).flatMap(([sidecar, its]) =>
          [...Object.entries(its.secrets), ...login(its)].map(
            ([name, one]) => [`${sidecar} ${name}`, one] as const,
          ),
        ),
        ...Object.entries(settings?.logs?.secretOptions ?? {}).map(
          ([name, one]) => [`logs ${name}`, one] as const,
        ),
        ...login(settings ?? {}),
      ].map(([name, reference]) => ({ subject: `${service} ${name}`, reference }));
    });
    if (wanted.length === 0) return [];
    const references = [...new Set(wanted.map(({ reference }) => reference))];
    const answer = await inspector.secrets(references);
    return judge("secrets", answer, (found) =>
      wanted.map(({ subject, reference }) => judgeSecret(subject, reference, found[reference]!)),
    );
  },
};

/** Of an image's registry. */
function login({ repositorySecretArn: arn }: { repositorySecretArn?: string | undefined }) {
  return arn === undefined ? [] : [["repositorySecretArn", arn] as const];
}

export function judgeSecret(
  subject: string,
  reference: string,
  { exists, hasKey }: SecretView,
  setting = "`secrets`",
): Judgement {
  const parts = secretParts(reference);
  const what = parts ? "secret" : "parameter";
  const name = parts?.arn ?? reference;
  if (exists === "elsewhere") {
    return unknown(
      subject,
      `${what} ${name} is in another region or account and was not looked up`,
      "check it by hand",
    );
  }
  if (exists === "denied") {
    return unknown(
      subject,
      `${what} ${name} was not looked up: access denied`,
      "check it by hand, or allow `secretsmanager:DescribeSecret` on it",
    );
  }
  if (!exists) {
    const version =
      parts && (parts.versionStage || parts.versionId) ? ", or not in that version" : "";
    const todo = parts
      ? `create it (or restore it, if it was deleted), or correct the reference in ${setting}`
      : `create it (\`aws ssm put-parameter --type SecureString --name ${name} --value ...\`), or correct the reference in ${setting}`;
    return failing(subject, `there is no ${what} ${name}${version}`, todo);
  }
  const key = parts?.jsonKey ?? "";
  if (hasKey === null) {
    return unknown(
      subject,
      `whether secret ${name} has the JSON key \`${key}\` was not checked: these credentials may not read its value`,
      `check it by hand, or allow \`secretsmanager:GetSecretValue\` on it`,
    );
  }
  if (!hasKey) {
    const found = `secret ${name} is not a JSON object with the key \`${key}\``;
    return failing(
      subject,
      found,
      `add the key to the secret, or correct the reference in ${setting}`,
    );
  }
  return ok(subject, key === "" ? `${what} ${name}` : `${what} ${name}, key \`${key}\``);
}
