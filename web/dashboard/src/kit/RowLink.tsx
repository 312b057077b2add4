import { Anchor } from "@mantine/core";
import { createLink, type LinkComponent } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, forwardRef } from "react";

const Base = forwardRef<HTMLAnchorElement, AnchorHTMLAttributes<HTMLAnchorElement>>((props, ref) => (
  <Anchor ref={ref} fw={600} fz="inherit" {...props} />
));
Base.displayName = "Base";
const TextLinkBase = createLink(Base);

/** A link in the text. */
export const TextLink: LinkComponent<typeof Base> = (props) => <TextLinkBase {...props} />;

/** The link of a table row: the whole row leads there. */
export const RowLink: LinkComponent<typeof Base> = (props) => <TextLinkBase {...props} data-row-link="" />;
