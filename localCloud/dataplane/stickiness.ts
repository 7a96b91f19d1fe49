/** Cookies by which a load balancer recognizes a client. On AWS their values are encrypted. */
const ofTarget = ["AWSALB", "AWSALBCORS"];
const ofGroup = ["AWSALBTG", "AWSALBTGCORS"];

/** Whatever the duration: that is checked by the load balancer. */
const expiresDays = 7;

interface Held {
  /** What the client stays on. */
  place: string;
  untilMs: number;
}

/** The target that a client stays on, as `<target group> <target>`; undefined: none, or not any more. */
export function heldTarget(cookies: string | undefined, nowMs: number): string | undefined {
  return held(cookies, ofTarget, nowMs);
}

/** The same of a target group, where a rule forwards to several. */
export function heldGroup(cookies: string | undefined, nowMs: number): string | undefined {
  return held(cookies, ofGroup, nowMs);
}

export function targetCookies(place: string, nowMs: number, forMs: number): string[] {
  return cookiesFor(ofTarget, { place, untilMs: nowMs + forMs }, nowMs);
}

export function groupCookies(group: string, nowMs: number, forMs: number): string[] {
  return cookiesFor(ofGroup, { place: group, untilMs: nowMs + forMs }, nowMs);
}

function held(
  cookies: string | undefined,
  names: readonly string[],
  nowMs: number,
): string | undefined {
  for (const part of (cookies ?? "").split(";")) {
    const [name = "", value = ""] = part.trim().split("=", 2);
    if (!names.includes(name)) continue;
    const found = decoded(value);
    if (found && found.untilMs > nowMs) return found.place;
  }
  return undefined;
}

function decoded(value: string): Held | undefined {
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString()) as Held;
  } catch {
    return undefined;
  }
}

/** The second one is for requests from other sites, which browsers send only with these attributes. */
function cookiesFor([usual, cors]: readonly string[], content: Held, nowMs: number): string[] {
  const value = Buffer.from(JSON.stringify(content)).toString("base64url");
  const expires = new Date(nowMs + expiresDays * 24 * 60 * 60 * 1000).toUTCString();
  const common = `Expires=${expires}; Path=/`;
  return [`${usual}=${value}; ${common}`, `${cors}=${value}; ${common}; SameSite=None; Secure`];
}
