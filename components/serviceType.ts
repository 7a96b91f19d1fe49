/** Type of a service's component; an `up` of one service uses it as a target. */
export const serviceType = "bluegreen:index:BlueGreenService";
