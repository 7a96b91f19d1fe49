import { call } from "./calls";
import { image } from "./image";
import { healthPath } from "./paths";

export interface Answer {
  status: number;
  body: unknown;
  /** Milliseconds before it is sent. */
  delayMs: number;
}

/** The endpoints of the sample service. */
export function answer(path: string, query: URLSearchParams): Answer | Promise<Answer> {
  switch (path) {
    case "/":
      return ok(whoAmI());
    case "/health":
    case healthPath(image.version):
      return image.healthy
        ? ok({ status: "ok" })
        : { status: 500, body: { status: "broken: no connection to the database" }, delayMs: 0 };
    case "/version":
      return ok({ service: process.env.BLUEGREEN_SERVICE, version: image.reportedVersion });
    case "/users/1":
      return worked({ id: 1, name: image.userName, generatedAt: Date.now() });
    case "/work":
      return worked(whoAmI());
    case "/match":
      return match();
    case "/slow":
      return { ...ok(whoAmI()), delayMs: Number(query.get("ms") ?? 1000) };
    default:
      return { status: 404, body: { error: `no ${path}` }, delayMs: 0 };
  }
}

/** Calls the other services that it has been given; if one fails, this request fails. */
async function match(): Promise<Answer> {
  try {
    const { USERS_URL, CATALOG_URL } = process.env;
    const users = await call(USERS_URL, "/");
    const catalog = CATALOG_URL === undefined ? {} : { catalog: await call(CATALOG_URL, "/") };
    return ok({ ...whoAmI(), users, ...catalog });
  } catch (error) {
    return { status: 502, body: { error: String(error) }, delayMs: 0 };
  }
}

let works = 0;

/** Answers that take their time, and may fail. Errors, too, say who answered. */
function worked(body: unknown): Answer {
  const fails = image.failsEvery !== null && ++works % image.failsEvery === 0;
  return fails
    ? { status: 500, body: whoAmI(), delayMs: image.workMs }
    : { ...ok(body), delayMs: image.workMs };
}

export function whoAmI() {
  return {
    service: process.env.BLUEGREEN_SERVICE,
    version: image.version,
    digest: process.env.IMAGE_DIGEST,
    color: process.env.BLUEGREEN_COLOR,
    pid: process.pid,
  };
}

function ok(body: unknown): Answer {
  return { status: 200, body, delayMs: 0 };
}
