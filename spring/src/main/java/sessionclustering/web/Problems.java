package sessionclustering.web;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sessionclustering.session.SessionGoneException;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;

/** Which problem an exception is. Internal details go to the log only. */
final class Problems {

	private static final Logger logger = LoggerFactory.getLogger(Problems.class);

	private Problems() {
	}

	static Problem of(Throwable exception) {
		return Stream.iterate(exception, (cause) -> cause != null, Throwable::getCause)
			.map(Problems::known)
			.filter((problem) -> problem != null)
			.findFirst()
			.orElseGet(() -> {
				logger.error("request failed", exception);
				return new Problem(500, "internal-error", "The server failed. Its log has the details.");
			});
	}

	private static Problem known(Throwable exception) {
		if (exception instanceof Problem problem) {
			return problem;
		}
		if (exception instanceof SessionGoneException) {
			return new Problem(401, "session-ended", "The session ended before the change was saved.");
		}
		if (exception instanceof RedisConnectionFailureException || exception instanceof RedisSystemException
				|| exception instanceof QueryTimeoutException) {
			logger.error("store unavailable: {}", exception.getMessage());
			return new Problem(503, "store-unavailable",
					"Sessions cannot be read at the moment. You are not logged out; try again shortly.")
				.retryAfter(1);
		}
		if (exception instanceof NoHandlerFoundException || exception instanceof NoResourceFoundException) {
			return new Problem(404, "not-found", "There is nothing at this address.");
		}
		if (exception instanceof HttpRequestMethodNotSupportedException ex) {
			return new Problem(405, "method-not-allowed", "Use one of: " + allowed(ex) + ".");
		}
		if (exception instanceof HttpMediaTypeNotSupportedException) {
			return new Problem(415, "invalid-media-type", "Only application/json is accepted.");
		}
		return invalidInput(exception);
	}

	/** HEAD is answered wherever GET is. */
	static String allowed(HttpRequestMethodNotSupportedException exception) {
		return Arrays.stream(exception.getSupportedMethods())
			.flatMap((method) -> method.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(method))
			.sorted()
			.collect(Collectors.joining(", "));
	}

	private static Problem invalidInput(Throwable exception) {
		if (exception instanceof MethodArgumentNotValidException ex) {
			return invalid("The body does not match the schema.", ex.getFieldErrors().get(0).getField());
		}
		if (exception instanceof HandlerMethodValidationException ex) {
			return invalid("The request does not match the schema.",
					fieldOf(ex.getParameterValidationResults().get(0)));
		}
		if (exception instanceof HttpMessageNotReadableException ex) {
			if (ex.getCause() instanceof StreamReadException && !(ex.getCause() instanceof InputCoercionException)) {
				return new Problem(400, "invalid-json-body", "The body is no JSON.");
			}
			return invalid("The body does not match the schema.", fieldOf(ex.getCause()));
		}
		return null;
	}

	private static Problem invalid(String detail, String field) {
		return new Problem(400, "invalid-input", detail).field(field);
	}

	private static String fieldOf(ParameterValidationResult result) {
		if (result instanceof ParameterErrors errors) {
			return errors.getFieldErrors().get(0).getField();
		}
		return result.getMethodParameter().getParameterName();
	}

	private static String fieldOf(Throwable cause) {
		if (cause instanceof JacksonException ex && !ex.getPath().isEmpty()) {
			return ex.getPath().get(0).getPropertyName();
		}
		return null;
	}

}
