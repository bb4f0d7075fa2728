package sessionclustering.web;

import jakarta.servlet.http.HttpServletResponse;

final class ClearedSession {

	private ClearedSession() {
	}

	/** Clears the HTTP cache of the browser alone: "storage" holds the visitor's language and no data of the account. */
	static void tell(HttpServletResponse response) {
		response.setHeader("Clear-Site-Data", "\"cache\"");
	}

}
