package sessionclustering.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.springframework.http.HttpStatus;

/** An error for the client, as an RFC 9457 problem. */
public class Problem extends RuntimeException {

	private final int status;

	private final String slug;

	private String field;

	private Long retryAfterSeconds;

	/** @param slug short name of the kind of problem, for programs: {@code username-taken} */
	public Problem(int status, String slug, String detail) {
		super(detail);
		this.status = status;
		this.slug = slug;
	}

	/** @param name the input field that caused the problem */
	public Problem field(String name) {
		this.field = name;
		return this;
	}

	public Problem retryAfter(long seconds) {
		this.retryAfterSeconds = seconds;
		return this;
	}

	public static Problem notLoggedIn() {
		return new Problem(401, "not-logged-in", "Log in first.");
	}

	/** The server could not serve the request at this moment. */
	public boolean isUnserved() {
		return this.status == 503;
	}

	int status() {
		return this.status;
	}

	Long retryAfterSeconds() {
		return this.retryAfterSeconds;
	}

	Body body() {
		String title = HttpStatus.valueOf(this.status).getReasonPhrase();
		return new Body("urn:problem:" + this.slug, title, this.status, getMessage(), this.field);
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Body(String type, String title, int status, String detail, String field) {

	}

}
