/** A request that AWS would refuse, with its error code and words. */
export class CloudError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = "CloudError";
  }
}
