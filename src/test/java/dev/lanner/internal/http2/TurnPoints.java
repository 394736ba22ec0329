package dev.lanner.internal.http2;

import dev.lanner.internal.net.MemoryTransport;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the threads of a schedule a turn wherever they meet: before a lock is taken and when it was given back, and when the
 * streams are counted. To that end the locks of real objects are replaced by ones that do so, before anybody uses them; the
 * same happens to those of each stream that is opened. IO is held up by the transport's lock.
 */
final class TurnPoints {
    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    private final IdentityHashMap<Object, TurningLock> locks = new IdentityHashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean turning;

    /** From now on there are turns, or not any more. */
    void turn(boolean on) {
        turning = on;
    }

    /** Replaces them in all that can be reached from there. */
    void into(Object root) {
        if (!isOurs(root) || !seen.add(root)) {
            return;
        }
        TurningLock own = null;
        List<Field> conditions = new ArrayList<>();
        for (Field field : FIELDS.computeIfAbsent(root.getClass(), TurnPoints::fields)) {
            Object value = get(field, root);
            if (value instanceof ReentrantLock lock) {
                own = lock instanceof TurningLock turning
                        ? turning
                        : locks.computeIfAbsent(lock, unused -> new TurningLock());
                set(field, root, own);
            } else if (value instanceof Condition) {
                conditions.add(field);
            } else if (value instanceof OpenStreams) {
                OpenStreams turning = new TurningStreams();
                into(turning);
                set(field, root, turning);
            } else {
                into(value);
            }
        }
        for (Field field :
                own == null ? List.<Field>of() : conditions) { // who has no lock was given one with its condition
            set(field, root, own.newCondition());
        }
    }

    private static boolean isOurs(Object object) {
        return object instanceof MemoryTransport
                || object != null
                        && object.getClass().getPackage() == TurnPoints.class.getPackage()
                        && !object.getClass().isHidden()
                        && !(object instanceof Record)
                        && !(object instanceof Enum);
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                field.setAccessible(true);
                fields.add(field);
            }
        }
        return fields;
    }

    private static Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How much of it is free or about to be. */
    static int windowOf(Http2Connection connection) {
        Object window = value(connection, "receiveWindow");
        return ((AtomicInteger) value(window, "available")).get() + ((AtomicInteger) value(window, "consumed")).get();
    }

    private static Object value(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the schedule decides
    private void turn() {
        if (turning && Thread.currentThread().isVirtual()) {
            Thread.yield();
        }
    }

    private final class TurningLock extends ReentrantLock {
        private static final long serialVersionUID = 1;

        @Override
        public void lock() {
            if (!isHeldByCurrentThread()) {
                turn();
            }
            super.lock();
        }

        @Override
        public void unlock() {
            super.unlock();
            if (!isHeldByCurrentThread()) {
                turn();
            }
        }
    }

    private final class TurningStreams extends OpenStreams {
        @Override
        void add(Http2Stream stream) {
            into(stream);
            super.add(stream);
        }

        @Override
        int size() {
            turn();
            int size = super.size();
            turn();
            return size;
        }
    }
}
