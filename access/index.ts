import * as bluegreen from "../bluegreen";

export = bluegreen.access;
