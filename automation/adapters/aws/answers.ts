/** Content types of AWS's protocols; any other response comes from an intermediary. */
const ofAws = /json|xml|cbor|amz/i;

/** AWS numbers each request that it answers. */
const requestIds = ["x-amzn-requestid", "x-amz-request-id"];

/** An answer that is not from AWS, such as a proxy's page. */
export class ForeignAnswer extends Error {
  override readonly name = "ForeignAnswer";
  /** The SDK tries again. */
  readonly $retryable: object | undefined;
  readonly $metadata: { httpStatusCode: number };

  constructor(
    readonly host: string,
    status: number,
    contentType: string,
  ) {
    super(`${host} answered ${status} with ${contentType || "no content type"}`);
    this.$metadata = { httpStatusCode: status };
    this.$retryable = status < 300 || status === 429 || status >= 500 ? {} : undefined;
  }
}

interface Asked {
  request: { hostname?: string };
}

interface Answered {
  response: { statusCode: number; headers: Record<string, string> };
}

type Ask = (asked: Asked) => Promise<Answered>;

/** The part of an SDK's middleware stack that is used here. */
interface Stack {
  addRelativeTo: (
    middleware: (next: Ask) => Ask,
    where: { relation: "before" | "after"; toMiddleware: string; name: string },
  ) => void;
}

/**
 * Recognizes a page from a proxy or a login portal. The SDK would treat it as a malformed
 * response and fail at once or, with XML protocols, even read it as an empty list. Adds the
 * requested host to each error.
 */
export const onlyFromAws = {
  applyToStack: (stack: Stack) => {
    const toMiddleware = "deserializerMiddleware";
    stack.addRelativeTo(namingHost, { relation: "before", toMiddleware, name: "namingHost" });
    stack.addRelativeTo(refusingPages, { relation: "after", toMiddleware, name: "refusingPages" });
  },
};

const namingHost = (next: Ask) => (asked: Asked) =>
  next(asked).catch((error: unknown) => {
    const host = asked.request.hostname;
    throw error instanceof Error ? Object.assign(error, { host }) : error;
  });

const refusingPages = (next: Ask) => async (asked: Asked) => {
  const answer = await next(asked);
  const { statusCode, headers } = answer.response;
  const type = headers["content-type"] ?? "";
  const isPage = /html/i.test(type) || (statusCode >= 300 && !ofAws.test(type));
  if (isPage && !requestIds.some((id) => id in headers)) {
    throw new ForeignAnswer(asked.request.hostname ?? "", statusCode, type);
  }
  return answer;
};
