package sessionclustering.web;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import sessionclustering.session.SessionCounters;
import sessionclustering.session.SessionGoneException;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * A cart in the session. Each item is one attribute, so requests that change different items at the same moment write
 * different fields: Spring Session saves only the attributes that were set.
 */
@RestController
@RequestMapping("/api/cart")
class CartController {

	/** The client chooses the name of an item. The prefix keeps it apart from all other attributes. */
	private static final String PREFIX = "cart:";

	private static final int MOST_ITEMS = 50;

	private static final String ITEM = "[a-z0-9][a-z0-9-]{0,31}";

	private final SessionCounters counters;

	CartController(SessionCounters counters) {
		this.counters = counters;
	}

	@GetMapping
	Cart cart(HttpSession session) {
		return new Cart(itemsOf(session));
	}

	@PostMapping("/{item}")
	Cart add(@PathVariable @Pattern(regexp = ITEM) String item, HttpSession session) {
		checkLimit(session, item);
		long quantity = this.counters.increment(session.getId(), PREFIX + item).orElseThrow(SessionGoneException::new);
		return withItem(session, item, quantity);
	}

	@PutMapping("/{item}")
	Cart set(@PathVariable @Pattern(regexp = ITEM) String item, @Valid @RequestBody Quantity body, HttpSession session) {
		checkLimit(session, item);
		session.setAttribute(PREFIX + item, body.quantity());
		return withItem(session, item, body.quantity());
	}

	@DeleteMapping("/{item}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable @Pattern(regexp = ITEM) String item, HttpSession session) {
		session.removeAttribute(PREFIX + item);
	}

	private static Cart withItem(HttpSession session, String item, long quantity) {
		Map<String, Long> items = itemsOf(session);
		items.put(item, quantity);
		return new Cart(items);
	}

	private static Map<String, Long> itemsOf(HttpSession session) {
		Map<String, Long> items = new TreeMap<>();
		for (String name : Collections.list(session.getAttributeNames())) {
			if (name.startsWith(PREFIX) && session.getAttribute(name) instanceof Number quantity) {
				items.put(name.substring(PREFIX.length()), quantity.longValue());
			}
		}
		return items;
	}

	/** Not where it is written: two requests at the same moment can exceed it. */
	private static void checkLimit(HttpSession session, String item) {
		Map<String, Long> items = itemsOf(session);
		if (items.size() >= MOST_ITEMS && !items.containsKey(item)) {
			throw new Problem(409, "cart-full", "A cart holds " + MOST_ITEMS + " different items.");
		}
	}

	record Quantity(@NotNull @Min(0) @Max(9999) Integer quantity) {

	}

	record Cart(Map<String, Long> items) {

	}

}
