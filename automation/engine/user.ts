import { userInfo } from "node:os";
import { isAbsolute } from "node:path";

/** The user's home folder; null if neither `HOME` nor the system names one, as for a container's unnamed user. */
export function homeFolder({ HOME }: NodeJS.ProcessEnv, system = known): string | null {
  if (HOME && isAbsolute(HOME)) return HOME;
  return system()?.homedir || null;
}

/** The one that Pulumi takes for it: the system's, whatever `HOME` says (`user.Current` of Go). */
export function pulumisHomeFolder({ HOME }: NodeJS.ProcessEnv, system = known): string | null {
  return system()?.homedir || HOME || null;
}

/** Such as `alice`; `user 1000` where the system has no name for it. */
export function userName({ USER, LOGNAME }: NodeJS.ProcessEnv, system = known): string {
  return system()?.username ?? (USER || LOGNAME || `user ${process.getuid?.() ?? "unknown"}`);
}

/** Null for a user that the system does not list, such as one that a container was started as. */
function known(): { username: string; homedir: string } | null {
  try {
    return userInfo();
  } catch {
    return null;
  }
}
