import { DeployError } from "../../world/errors";
import { type AwsFailureCode, awsFailureRules, type ForeignError } from "./awsFailureRules";

export interface AwsFailureText {
  code: AwsFailureCode;
  /** What AWS said, in whole sentences. */
  message: string;
  /** What a person does next. */
  next: string;
}

/** An expected failure of a call to AWS. Nothing has been changed by it: the observer only reads. */
export class AwsFailure extends DeployError {
  constructor(
    readonly code: AwsFailureCode,
    found: string,
    next: string,
    options?: ErrorOptions,
  ) {
    super("refused", found, next, [], options);
  }
}

/** Null if the error is not one of AWS, its credentials or the network: then it is a bug. */
export function translateAwsError(error: unknown): AwsFailureText | null {
  if (!(error instanceof Error)) return null;
  const foreign = toForeignError(error);
  const rule = awsFailureRules.find((one) => one.applies(foreign));
  if (rule === undefined) return null;
  return { code: rule.code, message: rule.message(foreign), next: rule.next(foreign) };
}

/** Some messages of the SDK begin with the package and a level: `@smithy/node-http-handler - [ERROR] a request has …`. */
function withoutPackage(text: string): string {
  return text.replace(/^@\S+ - \[\w+\] /, "");
}

function toForeignError(error: Error): ForeignError {
  const { code, $fault, $metadata, host } = error as Error & {
    code?: unknown;
    host?: string;
    $fault?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: error.name,
    code: typeof code === "string" ? code : "",
    // Node's errors for a host with several addresses have a code but no message. OpenSSL's
    // messages end with a line break.
    text: withoutPackage(error.message.trim()) || (typeof code === "string" ? code : error.name),
    fromService: $fault !== undefined,
    httpStatus: $metadata?.httpStatusCode ?? 0,
    host: host ?? "",
  };
}
