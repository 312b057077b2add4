// Which list a screen shows: the space's own, or the one that holds in every space.

import { createContext, useContext } from "react";

export type List = "/v1/do-not-call" | "/v1/platform/do-not-call";

export const ListContext = createContext<List>("/v1/do-not-call");
export const useList = () => useContext(ListContext);
