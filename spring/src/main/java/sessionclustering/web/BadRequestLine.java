package sessionclustering.web;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import sessionclustering.Settings;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Tomcat itself refuses an address that it cannot decode, before any filter: its HTML page becomes a problem. */
@Component
class BadRequestLine implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private final Settings settings;

	private final JsonMapper json;

	BadRequestLine(Settings settings, JsonMapper json) {
		this.settings = settings;
		this.json = json;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.addContextCustomizers((context) -> {
			StandardHost host = (StandardHost) context.getParent();
			host.setErrorReportValveClass("");
			host.getPipeline().addValve(new ProblemReport());
		});
	}

	private final class ProblemReport extends ErrorReportValve {

		@Override
		protected void report(Request request, Response response, Throwable throwable) {
			if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
				return;
			}
			response.setHeader("X-Served-By", BadRequestLine.this.settings.name());
			response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			Problem problem = new Problem(400, "bad-url", "The address cannot be read.");
			try {
				response.getOutputStream().write(BadRequestLine.this.json.writeValueAsBytes(problem.body()));
			}
			catch (IOException ex) {
				// The client has gone.
			}
		}

	}

}
