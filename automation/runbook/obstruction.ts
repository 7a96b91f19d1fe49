/** Why a name can't be taken over, and what to do about it. */
export interface Obstruction {
  found: string;
  todo: string;
}
