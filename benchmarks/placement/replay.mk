# SPDX-License-Identifier: GPL-2.0
#
# For programs that replay traces with cmakit's own code, over and over: its
# objects, in REPLAY_OBJS. The includer has set OUT, and TOP to the tree's root as
# seen from its folder.

SANITIZE	?=

CMAKIT		:= $(TOP)/tools/cmakit
KERNEL		:= $(TOP)/kernel

CFLAGS		:= -std=gnu11 -O2 -g -Wall -Wextra -Werror
LDFLAGS		:=
ifneq ($(SANITIZE),)
CFLAGS		+= -fsanitize=address,undefined -fno-sanitize-recover=all \
		   -fno-omit-frame-pointer
LDFLAGS		+= -fsanitize=address,undefined
endif

# One spelling, which is the one in the dependencies.
OBJ		:= $(abspath $(OUT))/obj
OWN_OBJS	:= $(patsubst %.c,$(OBJ)/%.o,$(sort $(wildcard *.c)))

# These see the kernel's headers as stubs.
ENGINE_OBJS	:= $(addprefix $(OBJ)/kernel/,cma_place.o cma_search.o) \
		   $(addprefix $(OBJ)/cmakit/,area.o occupancy.o placement.o \
		   rejected.o)
REPLAY_OBJS	:= $(ENGINE_OBJS) $(addprefix $(OBJ)/cmakit/,draw.o \
		   input_error.o line.o memory.o number.o output_file.o \
		   progress.o reason.o replay.o rng.o trace.o)

$(ENGINE_OBJS): CPPFLAGS += -I$(KERNEL)/tools/testing/cma -I$(KERNEL)/mm
$(OWN_OBJS): CPPFLAGS += -I$(CMAKIT)
$(OWN_OBJS) $(REPLAY_OBJS): CPPFLAGS += -D_GNU_SOURCE

$(OBJ)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/cmakit/%.o: $(CMAKIT)/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/kernel/%.o: $(KERNEL)/mm/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(OWN_OBJS) $(REPLAY_OBJS))
