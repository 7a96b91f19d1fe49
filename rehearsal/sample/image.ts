/** Values built into an image by esbuild (buildImage.ts). */
export interface ImageFacts {
  version: string;
  /** Whether `/health` reports success; an unhealthy worker exits at once. */
  healthy: boolean;
  /**
   * What `/version` answers and the self-test compares; differs from `version` in an image that should
   * fail its tests.
   */
  reportedVersion: string;
  /** How long `/users/1` and `/work` take, in milliseconds. */
  workMs: number;
  /** What `/users/1` answers. */
  userName: string;
  /** One in so many of their answers is an error; null: none. */
  failsEvery: number | null;
  /** Seconds before it listens or takes jobs. */
  startSeconds: number;
}

declare const IMAGE_FACTS: ImageFacts;

export const image: ImageFacts = IMAGE_FACTS;
