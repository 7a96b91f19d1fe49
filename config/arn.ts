/** `arn:<partition>:<service>:<region>:<account>:<resource>`; S3 and IAM leave some of it empty. */
export interface ArnParts {
  partition: string;
  service: string;
  region: string;
  account: string;
  /** All that follows, whatever separates its parts. */
  resource: string;
}

/** Parts that a text lacks are empty: whether it is an ARN at all is for its setting to say. */
export function arnParts(text: string): ArnParts {
  const [, partition = "", service = "", region = "", account = "", ...resource] = text.split(":");
  return { partition, service, region, account, resource: resource.join(":") };
}
