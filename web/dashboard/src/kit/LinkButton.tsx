import { Button, type ButtonProps } from "@mantine/core";
import { createLink, type LinkComponent } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, forwardRef } from "react";

type Props = ButtonProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

const Base = forwardRef<HTMLAnchorElement, Props>((props, ref) => <Button ref={ref} component="a" {...props} />);
Base.displayName = "Base";
const Linked = createLink(Base);

/** A button that goes somewhere: a real link for keyboards, readers and the middle mouse button. */
export const LinkButton: LinkComponent<typeof Base> = (props) => <Linked {...props} />;
