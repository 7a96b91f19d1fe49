/** A health check that only this version answers, for rehearsals of settings. */
export function healthPath(version: string): string {
  return `/health/${version}`;
}
