import { type Role, roleAtLeast, type Session } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries.ts";

/** Who is signed in; pages below the frame always have somebody. */
export function useSession(): Session | null {
  return useQuery(sessionQuery).data ?? null;
}

/** Whether the signed-in person's role reaches `role`. The server decides; this only hides what would be refused. */
export function useMay(role: Role): boolean {
  const session = useSession();
  return session !== null && roleAtLeast(session.role, role);
}
